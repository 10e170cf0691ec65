import type { ReactNode } from 'react';

/** The product's name with its sign. */
export function ProductMark(): ReactNode {
  return (
    <span className="shell-mark">
      <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#0b7683" />
        <path
          d="M10 7v18h13"
          fill="none"
          stroke="#fff"
          strokeWidth="3.4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <circle cx="20.5" cy="13" r="3.2" fill="#8fe0d2" />
      </svg>
      <span>Luciq provisioning</span>
    </span>
  );
}
