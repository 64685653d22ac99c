#!/bin/sh
# Runs systemd as the first process of namespaces of its own, with the one unit that it is given, on this machine's
# network. Nothing of the machine is written: /run, /var, /opt, /tmp and the control groups are its own, the rest is
# read-only.
#   own-systemd.sh UNIT FOLDER_OF_THE_KEEPER PORT
set -e
if [ "$4" != inside ]; then
  group=/sys/fs/cgroup/systemd/hearth-own-systemd-$$
  mkdir "$group"
  echo $$ >"$group/cgroup.procs"
  # The name space of control groups begins where this process is now, so what systemd makes lies below.
  exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child --mount-proc "$0" "$1" "$2" "$3" inside
fi
# From here on nothing outside can be written: systemd empties /tmp, for one, when a machine starts.
mount --make-rprivate /
for folder in /run /var /opt; do mount -t tmpfs tmpfs "$folder"; done
mkdir -p /run/systemd/system /var/lib
cp -a "$2" /opt/hearth-keeper
cp "$1" /run/systemd/system/hearth-keeper.service
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
mount --bind /proc/sys /proc/sys
for place in / /sys /proc/sys; do mount -o remount,bind,ro "$place"; done

units=/run/systemd/system
# What a starting machine does besides is masked.
for unit in /lib/systemd/system/*.target.wants/*; do ln -sf /dev/null "$units/${unit##*/}"; done
mkdir -p "$units/hearth-keeper.service.d" "$units/alone.target.wants"
printf '[Service]\nEnvironment=HEARTH_KEEPER_PORT=%s\n' "$3" >"$units/hearth-keeper.service.d/port.conf"
printf '[Unit]\nDescription=The keeper alone\n' >"$units/alone.target"
ln -s ../hearth-keeper.service "$units/alone.target.wants/"
container=lxc exec /lib/systemd/systemd --system --unit=alone.target --log-target=console --show-status=no
