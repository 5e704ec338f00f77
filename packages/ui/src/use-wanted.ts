'use client';
import { useState } from 'react';

/** Whether it was open once: from then on it is drawn, so that it can fade out. */
export function useWanted(open: boolean): boolean {
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  return wanted || open;
}
