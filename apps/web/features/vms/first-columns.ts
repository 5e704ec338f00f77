/** The columns of the list of VMs when nobody chose otherwise. */
export const firstVmColumns: readonly string[] = ['state', 'size', 'address', 'cpu', 'image', 'created'];
