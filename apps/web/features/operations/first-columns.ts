/** The columns of the list of operations when nobody chose otherwise. */
export const firstOperationColumns: readonly string[] = ['status', 'host', 'by', 'took', 'asked'];
/** Across projects. */
export const firstFleetColumns: readonly string[] = ['status', 'project', 'host', 'by', 'took', 'asked'];
