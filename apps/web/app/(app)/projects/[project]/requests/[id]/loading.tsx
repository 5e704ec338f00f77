import { RequestLoading } from '../../../../../../features/requests/loading.tsx';

export default RequestLoading;
