import { createTheme } from '@mantine/core';
import type { MantineColorsTuple } from '@mantine/core';

/** The one accent colour. Everything else is grey, or says a state. */
const LAGOON: MantineColorsTuple = ['#e8f6f7', '#cfe9ec', '#a2d4da', '#71bec7', '#4badb8', '#34a3af', '#1c8c98', '#0b7683', '#08646f', '#04525b'];

/** Looks of all pages. */
export const theme = createTheme({
  primaryColor: 'lagoon',
  colors: { lagoon: LAGOON },
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9063rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '620',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.0625rem', lineHeight: '1.4' }, h3: { fontSize: '0.9375rem', lineHeight: '1.45' } },
  },
});
