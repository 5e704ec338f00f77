import { ListToolbar } from '@virtfleet/ui/list-toolbar';

/** The line over a list before the list is there: of its height. */
export function ToolbarLoading() {
  return (
    <ListToolbar
      search={<div className="h-8 w-full rounded-control border border-line bg-surface pointer-coarse:h-11" />}
      actions={<div className="h-8 w-30 max-sm:h-9" />}
    />
  );
}
