/** As much of a qcow2 as a fake host looks at (QEMU, docs/interop/qcow2.txt): its mark, and a disk of 70 MiB. */
export const tinyImage = Buffer.alloc(64 * 1024);
tinyImage.writeUInt32BE(0x514649fb, 0);
tinyImage.writeBigUInt64BE(BigInt(70 * 2 ** 20), 24);
