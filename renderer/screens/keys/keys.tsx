import type { ReactNode } from 'react';
import { Head } from '../../widgets/head.tsx';

export function Keys(): ReactNode {
  return <Head title="Keys" />;
}
