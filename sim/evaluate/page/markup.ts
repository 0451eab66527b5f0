/**
 * Elements of a page as text: every element closed, every text escaped, by construction.
 *
 * Owns escaping and nothing else. No template may paste text into text.
 */
export interface Markup {
  readonly markup: string;
}
export type Child = Markup | string | number | null | readonly Child[];

/** An element of HTML or SVG; children that are text are escaped. */
export function el(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Child[]
): Markup {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  return { markup: `<${tag}${written.join('')}>${children.map(render).join('')}</${tag}>` };
}

function render(child: Child): string {
  if (child === null) return '';
  if (typeof child === 'string') return escaped(child);
  if (typeof child === 'number') return String(child);
  return 'markup' in child ? child.markup : child.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
}

/** A coordinate: a tenth of a pixel is finer than any screen. */
export function at(value: number): number {
  return Math.round(value * 10) / 10;
}
