import { firstOperationColumns } from '../../../../../../features/operations/first-columns.ts';
import { OperationListLoading } from '../../../../../../features/operations/list-loading.tsx';

export default function Loading() {
  return <OperationListLoading shown={firstOperationColumns} />;
}
