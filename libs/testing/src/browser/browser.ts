import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** How long a page may take to show what is waited for, in milliseconds: Okta's calls arrive within seconds, and test machines are busy. */
export const PAGE_TIMEOUT_MS = 30_000;

/** A window of a browser, with its own cookies. */
export interface BrowserWindow {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What pages complained of: errors of scripts, and what the content security policy refused. */
  readonly complaints: string[];
}

/** Starts a browser without a screen. It is the caller's to close. */
export function launchBrowser(executable: string): Promise<Browser> {
  // Chromium's own sandbox needs rights that root in a container does not have; nothing but this product is shown.
  return chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Opens a window without a session. */
export async function openWindow(browser: Browser): Promise<BrowserWindow> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // A refusal of the server is part of what is shown here, and the browser reports each.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { context, page, complaints };
}
