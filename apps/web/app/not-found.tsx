import { NothingHere } from '../features/shell/nothing-here.tsx';

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <title>Not found · Virtfleet</title>
      <NothingHere />
    </main>
  );
}
