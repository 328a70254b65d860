import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Forms(): ReactNode {
  return <Head title="Forms" />;
}
