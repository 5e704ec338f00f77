/** One run at a time; asked meanwhile, it runs once more: then nothing that happened before the last call is missed. */
export function once(body: () => Promise<void>, onIdle = () => {}): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await body();
    }
    running = false;
    onIdle();
  };
  return () => void run();
}
