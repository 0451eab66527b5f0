/**
 * How the page looks, by day and by night, on paper and on a telephone.
 *
 * Owns colours and sizes. Colour never carries a meaning alone: lines differ in their dashes too.
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1c2430;--soft:#5b6675;--rule:#e3e1da;--ours:#0b6e5f;
--limit:#b4442c;--B0:#8a94a3;--B1:#3d6fb6;--B2:#9a6bb0;--B3:#c08a1e;--B4:#6d8f3a;--warn:#b4442c;--wash:#e6f1ee}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--card:#1c2229;--ink:#e8eaed;--soft:#a1abb8;--rule:#323a44;
--ours:#4fc7b1;--limit:#f08a6f;--B0:#9aa4b2;--B1:#7ba8ea;--B2:#c59bdb;--B3:#e2b454;--B4:#a5c66c;--warn:#f08a6f;--wash:#1d302d}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 80px}
h1{font-size:30px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
h2{font-size:21px;margin:56px 0 4px;letter-spacing:-.01em}
h3{font-size:16px;margin:28px 0 6px}
p{margin:6px 0 14px;max-width:74ch}
.lead,.note{color:var(--soft)}
.note{font-size:14px}
.group{margin-top:44px;padding-top:8px;border-top:3px solid var(--ink)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:14px;margin:24px 0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:16px 18px}
.tile b{display:block;font-size:30px;line-height:1.15;font-weight:650;font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:14px;color:var(--soft)}
.tile.ours{background:var(--wash)}
figure{margin:14px 0 0;background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:18px 18px 14px}
figcaption{font-size:14px;color:var(--soft);margin-top:10px;max-width:90ch}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:14px}
@media (max-width:820px){.pair{grid-template-columns:1fr}}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink)}
svg .tick{fill:var(--soft);font-size:12px}
svg .label{fill:var(--soft);font-size:12.5px}
svg .strong{font-weight:650}
svg .grid{stroke:var(--rule);stroke-width:1}
svg .base,svg .tickmark{stroke:var(--soft);stroke-width:1}
svg .budget{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 4}
svg .curve{fill:none;stroke-width:2;stroke-linejoin:round}
svg .mark{stroke:var(--card);stroke-width:1.5}
svg .ring{fill:var(--card);stroke-width:3}
${(['B0', 'B1', 'B2', 'B3', 'B4', 'limit', 'ours'] as const)
  .map((id) => `svg .curve.${id},svg .ring.${id}{stroke:var(--${id})}svg .mark.${id}{fill:var(--${id})}`)
  .join('\n')}
svg .curve.B1{stroke-dasharray:8 3}svg .curve.B2{stroke-dasharray:2 3}svg .curve.B3{stroke-dasharray:10 3 2 3}
svg .curve.B4{stroke-dasharray:5 3}svg .curve.limit{stroke-dasharray:1 4;stroke-linecap:round;stroke-width:3}
svg .span{stroke:var(--ours);stroke-width:3;stroke-linecap:round;opacity:.45}
svg .whisker{stroke:var(--ours);stroke-width:10;opacity:.22}
svg .apart .span{stroke:var(--soft)}svg .apart .mark{fill:var(--soft)}
svg .night{fill:var(--rule);opacity:.45}
svg .bar{fill:var(--ours)}svg .bar.soft{opacity:.28}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:6px 22px;margin:12px 0 0;padding:0;font-size:14px}
.legend svg{display:inline-block;width:34px;height:12px;vertical-align:-1px;margin-right:8px}
.scroll{overflow-x:auto;margin-top:12px}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:7px;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
th{color:var(--soft);font-weight:550;vertical-align:bottom}
th:first-child,td:first-child{text-align:left;padding-left:0}
tr.strong td{font-weight:650;background:var(--wash)}
tr.strong td:first-child{padding-left:8px}
.cases{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:12px;padding:0;margin:14px 0;list-style:none}
.cases li{background:var(--card);border:1px solid var(--rule);border-left:4px solid var(--warn);border-radius:10px;padding:12px 16px;font-size:14px}
.cases b{font-size:17px}
.cases small{display:block;color:var(--soft);font-size:13px}
summary{cursor:pointer;color:var(--soft);margin-top:14px}
details li{margin:4px 0;font-size:14px}
@media print{body{background:#fff}figure,.tile,.cases li{break-inside:avoid}}
`;
