'use client';
import { Menu as MenuIcon } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { IconButton } from './button.tsx';
import { Logo } from './logo.tsx';
import { useWanted } from './use-wanted.ts';

type AppFrameProps = {
  /** Above the nav; the logo by default. Wrap it in the router's link. */
  brand?: ReactNode;
  /** Below the brand: which project one is in. */
  switcher?: ReactNode;
  /** NavSection and NavLink. */
  nav: ReactNode;
  crumbs: ReactNode;
  /** At the right of the top bar: search, live dot, account. */
  top?: ReactNode;
  /** Stuck to the bottom edge: what is under way. */
  bar?: ReactNode;
  children: ReactNode;
};

/** The frame of every signed-in page: nav at the left, top bar, page, bar at the bottom. The document itself scrolls. */
export function AppFrame({ brand, switcher, nav, crumbs, top, bar, children }: AppFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const bottom = useRef<HTMLDivElement>(null);

  // Toasts and a plan's bar stand on the bottom bar, so they need its height.
  useEffect(() => {
    const element = bottom.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty('--bar-height', `${element.offsetHeight}px`);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const side = (
    <>
      <div className="flex min-h-8 items-center px-2 pb-1.5 [&>a]:flex [&>a]:min-h-8 [&>a]:items-center [&>a]:rounded-tag pointer-coarse:[&>a]:min-h-11">
        {brand ?? <Logo />}
      </div>
      <div className="mb-2.5">{switcher}</div>
      <nav aria-label="Main" className="grid gap-px pb-4">
        {nav}
      </nav>
    </>
  );

  return (
    <div ref={frame} className="min-h-dvh desk:grid desk:grid-cols-[216px_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 rounded-control bg-ink px-3 py-1.5 font-medium text-on-ink not-focus:sr-only"
      >
        Skip to the page
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-line border-r bg-sunken px-2 pt-2.5 desk:flex">
        {side}
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-12 items-center gap-3 border-line border-b bg-bg px-6 max-desk:px-4">
          <NavButton>{side}</NavButton>
          <div className="min-w-0 flex-1">{crumbs}</div>
          {top != null && <div className="flex shrink-0 items-center gap-3">{top}</div>}
        </header>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 p-6 outline-none max-desk:p-4">
          {children}
        </main>
        <div ref={bottom} className="sticky bottom-0 z-20 pb-[env(safe-area-inset-bottom)] has-[>*]:bg-surface">
          {bar}
        </div>
      </div>
    </div>
  );
}

const Sheet = lazy(async () => ({ default: (await import('./nav-sheet.tsx')).NavSheet }));

/** The nav of a phone: a sheet behind the button at the left of the top bar. */
function NavButton({ children }: { children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        ref={button}
        label="Menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className="-ml-2 desk:hidden"
      >
        <MenuIcon size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {useWanted(open) && (
        <Suspense>
          <Sheet open={open} onOpenChange={setOpen} anchor={button}>
            {children}
          </Sheet>
        </Suspense>
      )}
    </>
  );
}
