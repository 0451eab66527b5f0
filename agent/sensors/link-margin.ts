/**
 * How well a sensor is heard, as far as the hub truly knows it: for whoever hangs it there.
 *
 * Owns the shape and its words. Pure; nothing is derived and nothing decided: what no part tells is not known.
 */
export interface Delivery {
  /** Genuine frames since the hub's start. */
  readonly heard: number;
  /** Of events those that came once more, because the first answer to them was lost. */
  readonly again: number;
  /** Events that never came. */
  readonly lost: number;
}
export interface LinkMargin {
  /** Of the last advert, dBm, by the hub's adapter; null: no radio of the hub's own, or it does not tell. */
  readonly rssiDbm: number | null;
  /** Null: the part does not number what it sends. */
  readonly frames: Delivery | null;
}

/** Null: nothing is known of the way from there. */
export function linkMargin(rssiDbm: number | null, frames: Delivery | null): LinkMargin | null {
  return rssiDbm === null && frames === null ? null : { rssiDbm, frames };
}

export function linkText(link: LinkMargin | null): string {
  if (link === null) return 'link: not known';
  const { rssiDbm, frames } = link;
  const said = [
    ...(rssiDbm === null ? [] : [`${rssiDbm} dBm`]),
    ...(frames === null
      ? []
      : [
          `${frames.heard} frames heard since the hub's start, ${frames.again} sent again, ${frames.lost} lost`,
        ]),
  ];
  return `link: ${said.join('; ')}`;
}
