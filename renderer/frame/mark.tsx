import type { ReactNode } from 'react';

/** The app's mark: a case with a keyhole. */
export function Mark(): ReactNode {
  return (
    <svg
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M6 5V3.2A1.2 1.2 0 0 1 7.2 2h3.6A1.2 1.2 0 0 1 12 3.2V5" />
      <rect x="1.8" y="5" width="14.4" height="10.6" rx="1.6" />
      <circle cx="9" cy="9.4" r="1.5" fill="currentColor" stroke="none" />
      <path d="M9 10v2.6" strokeLinecap="round" />
    </svg>
  );
}
