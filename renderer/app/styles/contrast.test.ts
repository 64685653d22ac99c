import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const colours = new Map(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((match) => [
    match[1] ?? '',
    { light: match[2] ?? '', dark: match[3] ?? '' },
  ]),
);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function ratio(one: string, other: string, theme: 'light' | 'dark'): number {
  const [a, b] = [colours.get(one)?.[theme], colours.get(other)?.[theme]];
  if (!a || !b) throw new Error(`no colour ${a ? other : one}`);
  return contrast(a, b);
}

const PAPERS = ['paper', 'paper-raised', 'paper-sunk', 'moss-soft', 'ember-soft'];
const MEMBERS = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `member-${index}`);
/** Words on ground. */
const TEXT: readonly (readonly [string, string])[] = [
  ...PAPERS.flatMap((paper) => [['ink', paper] as const, ['ink-soft', paper] as const]),
  ...['paper', 'paper-raised', 'moss-soft', 'ember-soft'].map((paper) => ['ember', paper] as const),
  ...['paper', 'paper-raised', 'paper-sunk'].map((paper) => ['moss', paper] as const),
  ...MEMBERS.map((member) => ['ink', member] as const),
  ['on-ember', 'ember'],
  ['on-ember', 'ember-deep'],
  ['on-moss', 'moss'],
  ['on-moss', 'moss-deep'],
];
/** Edges and marks that one has to see, on ground. */
const EDGES: readonly (readonly [string, string])[] = [
  ...PAPERS.map((paper) => ['line-strong', paper] as const),
  ...PAPERS.map((paper) => ['ember', paper] as const),
];

describe.each(['light', 'dark'] as const)('[UI8] %s', (theme) => {
  test.each(TEXT)('words in %s on %s reach 4.5', (ink, ground) => {
    expect(ratio(ink, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(EDGES)('an edge in %s on %s reaches 3', (edge, ground) => {
    expect(ratio(edge, ground, theme)).toBeGreaterThanOrEqual(3);
  });
});

test('[UI8] the measure is right: black on white is 21, and a known grey 4.54', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
