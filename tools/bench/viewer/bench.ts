import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A figure of the viewer and the bound that it must keep. */
export interface BudgetRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly gate: number;
  /** Whether the value must stay below the gate, or above it. */
  readonly must: 'not exceed' | 'reach';
  readonly within: boolean;
}

/** What a measurement works with. */
export interface Setting {
  readonly browser: Browser;
  /** Address of a viewer that shows one run, `quickstart`. */
  readonly address: string;
  /** Folder of that run. */
  readonly run: string;
  /** Starts a viewer of other runs, which ends with the measurements. */
  readonly serve: (folder: string) => Promise<{ readonly address: string }>;
  /** Folder of the built app. */
  readonly app: string;
  /** Minutes of play whose memory is watched. */
  readonly minutes: number;
  readonly log: (text: string) => void;
}

/** Measures some budgets. */
export type Measurement = (setting: Setting) => Promise<readonly BudgetRow[]>;

/** A figure that must not exceed its gate. */
export const atMost = (name: string, value: number, gate: number, unit: string): BudgetRow => ({
  name,
  value: round(value),
  unit,
  gate,
  must: 'not exceed',
  within: value <= gate,
});

/** A figure that must reach its gate. */
export const atLeast = (name: string, value: number, gate: number, unit: string): BudgetRow => ({
  name,
  value: round(value),
  unit,
  gate,
  must: 'reach',
  within: value >= gate,
});

const round = (value: number): number => Number(value.toPrecision(4));

/** The value below which a share of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Runs a measurement in a page of its own, as a visitor who comes for the first time. */
export async function inPage<T>(
  { browser }: Setting,
  measure: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    return await measure(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Waits until the run plays and its reference states are known. */
export const playing = (page: Page): Promise<void> =>
  page.locator('.play[data-reference="yes"]').waitFor({ timeout: 120_000 });
