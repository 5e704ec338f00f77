#!/bin/sh
# The first process of a host's namespaces, still in the machine's root: builds the host's root, pivots into it, becomes systemd.
# Environment: VF_NAME VF_ADDRESS VF_GATEWAY VF_BASE VF_DIR VF_HIERARCHIES (names, space-separated; empty: cgroup v2)
set -eu
R=$VF_DIR/root
hostname "$VF_NAME"
mount -t overlay "$VF_NAME" -o "lowerdir=$VF_BASE,upperdir=$VF_DIR/upper,workdir=$VF_DIR/work" "$R"
mount -t proc proc "$R/proc" -o nosuid,nodev,noexec
mount -t sysfs sysfs "$R/sys" -o nosuid,nodev,noexec
mount -t tmpfs tmpfs "$R/run" -o mode=755,nosuid,nodev
mount -t tmpfs tmpfs "$R/tmp" -o mode=1777
# The kernel boots once, a host many times.
cat /proc/sys/kernel/random/uuid > "$R/run/boot-id"
mount --bind "$R/run/boot-id" "$R/proc/sys/kernel/random/boot_id"
mount -t tmpfs tmpfs "$R/dev" -o mode=755,nosuid,size=1m
mkdir "$R/dev/pts" "$R/dev/shm" "$R/dev/net"
mount -t devpts devpts "$R/dev/pts" -o newinstance,ptmxmode=666,mode=620,gid=5
mount -t tmpfs tmpfs "$R/dev/shm" -o mode=1777
# No /dev/kvm: with one that does not work, libvirt would offer it and guests would hang.
while read -r name major minor; do mknod -m 666 "$R/dev/$name" c "$major" "$minor"; done <<NODES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
net/tun 10 200
NODES
ln -s pts/ptmx "$R/dev/ptmx"
ln -s /proc/self/fd "$R/dev/fd"
for pair in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${pair%:*}" "$R/dev/${pair#*:}"; done
if [ -z "$VF_HIERARCHIES" ]; then
  mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup"
else
  mount -t tmpfs tmpfs "$R/sys/fs/cgroup" -o mode=755
  for name in $VF_HIERARCHIES; do
    mkdir "$R/sys/fs/cgroup/$name"
    case $name in
      unified) mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup/unified" ;;
      systemd) mount -t cgroup -o none,name=systemd cgroup "$R/sys/fs/cgroup/systemd" ;;
      *) mount -t cgroup -o "$name" cgroup "$R/sys/fs/cgroup/$name" ;;
    esac
  done
fi
mount --bind "$VF_DIR/disk" "$R/var/lib/libvirt/images"
ip link set lo up
ip link add br0 type bridge
ip link set eth0 master br0 up
ip address add "$VF_ADDRESS/24" dev br0
ip link set br0 up
ip route add default via "$VF_GATEWAY"
cd "$R"
mkdir -p old
pivot_root . old
exec chroot . /bin/sh -c 'umount -l /old && rmdir /old && exec env -i container=lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /lib/systemd/systemd'
