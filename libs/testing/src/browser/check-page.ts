import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where pictures of pages are kept, from the top of the checkout; git ignores it. */
export const SCREENSHOT_FOLDER = join(import.meta.dirname, '../../../../reports/screenshots');

/** The widths that a page has to work at, in pixels. */
export const WIDTHS = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 812 } } as const;

const SCHEMES = ['light', 'dark'] as const;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeFinding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Barriers on the page that is shown: serious and critical findings of axe, each as one line. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // The policy of the page lets no foreign script in; the protocol of the browser runs it all the same.
  await page.evaluate(AXE);
  const violations = await page.evaluate<readonly AxeFinding[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) =>
          `${id}: ${html.slice(0, 200)} (${(failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 240)})`,
      ),
    );
}

/** How far a page is wider than its window, in pixels, which on a phone makes it scroll sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)');

const STILL = `Promise.all([
  document.fonts.ready,
  ...document.getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
    .map((animation) => animation.finished.catch(() => null)),
])`;

/** Lets what moves come to its end, so that a picture and a contrast are those that stay. */
const settle = (page: Page): Promise<unknown> => page.evaluate(STILL);

/**
 * Checks the page as it is: light and dark, on a desktop and on a phone. Keeps a picture of each under that name, and returns what is wrong:
 * serious findings of axe, and a page that is wider than a phone.
 */
export async function checkPage(page: Page, name: string): Promise<string[]> {
  mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
  const before = page.viewportSize() ?? WIDTHS.desktop;
  const wrong: string[] = [];
  // At rest: what lies under the pointer is another thing at each width.
  await page.mouse.move(0, 0);
  for (const [device, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      // A header that stays in sight would else be in the middle of the picture.
      await page.evaluate('window.scrollTo({ top: 0, behavior: "instant" })');
      await settle(page);
      const label = `${name}-${device}-${colorScheme}`;
      await page.screenshot({ path: join(SCREENSHOT_FOLDER, `${label}.png`), fullPage: true });
      wrong.push(...(await seriousFindings(page)).map((finding) => `${label}: ${finding}`));
      const wider = await overflow(page);
      if (wider > 0) wrong.push(`${label}: ${wider} px wider than the window`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
  return wrong;
}
