#!/bin/busybox sh
# First program of the guest: makes its root of the host's files and hands over to start.sh in this checkout.
# The host's root and the folder of guest packages come read-only over 9p; what is written stays in memory.
set -e
PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
while read -r module; do insmod "/modules/$module"; done </modules/order
how=trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro
mount -t 9p -o "$how" host /host
mount -t 9p -o "$how" layer /layer
mount -t tmpfs -o size=256m none /written
mkdir /written/upper /written/work
mount -t overlay -o lowerdir=/layer:/host,upperdir=/written/upper,workdir=/written/work none /whole
for folder in dev proc sys; do mount --move "/$folder" "/whole/$folder"; done
ip link set lo up
checkout=$(sed -n 's/.*anbu\.checkout=\([^ ]*\).*/\1/p' /whole/proc/cmdline)
exec switch_root /whole /bin/sh "$checkout/tests/vm/guest/start.sh" "$checkout"
