export const backdropClass =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const dialogClass =
  'fixed top-[min(14vh,120px)] left-1/2 z-40 max-h-[calc(100dvh-min(14vh,120px)-16px)] w-[calc(100vw-32px)] -translate-x-1/2 overflow-y-auto rounded-float border border-line bg-raised px-5.5 py-5 shadow-float outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0';
