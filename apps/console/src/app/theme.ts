import type { MantineColorsTuple } from '@mantine/core';
import { createTheme } from '@mantine/core';

/** The one accent colour. Everything else is grey, or says a state. */
const LAGOON: MantineColorsTuple = [
  '#e8f6f7',
  '#cfe9ec',
  '#a2d4da',
  '#71bec7',
  '#4badb8',
  '#34a3af',
  '#1c8c98',
  '#0b7683',
  '#08646f',
  '#04525b',
];

/** For what ends something. Darker than usual at 7, so that white text on it can be read. */
const RED: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#f4605f',
  '#de3b3b',
  '#c92a2a',
  '#b02525',
  '#8f1d1d',
];

/** The greys of the dark, a little blue: text at 0, lines at 4, fields at 6, the page at 7. */
const DARK: MantineColorsTuple = [
  '#dfe4e8',
  '#b9c1c9',
  '#a3adb7',
  '#7d8891',
  '#414a53',
  '#333a41',
  '#20262b',
  '#171b1f',
  '#121518',
  '#0d1012',
];

/** Looks of all pages. */
export const theme = createTheme({
  primaryColor: 'lagoon',
  colors: { lagoon: LAGOON, red: RED, dark: DARK },
  primaryShade: 7,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9063rem', lg: '1.0625rem', xl: '1.25rem' },
  components: {
    // The head of a dialog is no head of the page.
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, attributes: { header: { role: 'presentation' } } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close the message' } } },
  },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
});
