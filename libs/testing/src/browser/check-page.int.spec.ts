import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeOn, engine } from '@luciq/test-engines';
import { launchBrowser, openWindow, seriousFindings } from './index.ts';

const browserHere = await engine('browser');

describeOn(browserHere, 'browser', 'looking at a page', ({ executable }) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(executable);
  });
  afterAll(() => browser.close());

  it('finds what a screen reader cannot name and what nobody can read', async () => {
    const { page, context } = await openWindow(browser);
    await page.setContent(
      '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><input><p style="color:#ccc;background:#fff">Pale</p></main></html>',
    );
    const findings = (await seriousFindings(page)).map((finding) => finding.split(':')[0]);
    expect(findings.sort()).toEqual(['color-contrast', 'label']);
    await context.close();
  });

  it('notes what a script breaks and what a policy refuses, and not what a server refuses', async () => {
    const { page, context, complaints } = await openWindow(browser);
    await page.goto(
      'data:text/html,<meta http-equiv="content-security-policy" content="img-src \'none\'"><img src="http://127.0.0.1:9/x.png"><script>setTimeout(() => { throw new Error("broken") })</script>',
    );
    while (complaints.length < 2) await page.evaluate('new Promise((resolve) => setTimeout(resolve, 10))');
    expect(complaints.some((complaint) => complaint.includes('broken'))).toBe(true);
    expect(complaints.some((complaint) => /policy/i.test(complaint))).toBe(true);
    await context.close();
  });
});
