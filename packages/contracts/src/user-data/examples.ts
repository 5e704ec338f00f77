/** A cloud-config to begin with: what it does, and how such a thing is written. */
export type UserDataExample = { title: string; about: string; text: string };

export const userDataExamples: readonly UserDataExample[] = [
  {
    title: 'Web server',
    about: 'nginx with a page of its own',
    text: `#cloud-config
package_update: true
packages:
  - nginx
write_files:
  - path: /var/www/html/index.html
    content: |
      <!doctype html>
      <title>It works</title>
      <h1>Hello from a new VM</h1>
`,
  },
  {
    title: 'Containers',
    about: 'Docker, open to the login user, and a first container',
    text: `#cloud-config
package_update: true
packages:
  - docker.io
runcmd:
  # The first user that was made may use Docker without sudo.
  - usermod -aG docker "$(id -nu 1000)"
  - docker run -d --restart always -p 80:80 --name web nginx
`,
  },
  {
    title: 'More users',
    about: 'colleagues with sudo and keys of their own',
    text: `#cloud-config
# The login user of this form is made as well.
users:
  - name: grace
    gecos: Grace Hopper
    groups: [adm, sudo]
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh_authorized_keys:
      - ssh-ed25519 AAAA... grace@laptop
  - name: backup-job
    system: true
    shell: /usr/sbin/nologin
`,
  },
  {
    title: 'Files and commands',
    about: 'a service of your own, started at each boot',
    text: `#cloud-config
write_files:
  - path: /usr/local/bin/hello
    permissions: "0755"
    content: |
      #!/bin/sh
      while true; do echo "Hello at $(date)"; sleep 60; done
  - path: /etc/systemd/system/hello.service
    content: |
      [Unit]
      Description=Says hello each minute

      [Service]
      ExecStart=/usr/local/bin/hello
      DynamicUser=yes

      [Install]
      WantedBy=multi-user.target
runcmd:
  - systemctl daemon-reload
  - systemctl enable --now hello.service
`,
  },
  {
    title: 'Disk and swap',
    about: 'the root disk grown to its size, a swap file, a RAM disk',
    text: `#cloud-config
growpart:
  mode: auto
  devices: ["/"]
resize_rootfs: true
swap:
  filename: /swapfile
  size: 1G
  maxsize: 1G
mounts:
  - [tmpfs, /scratch, tmpfs, "size=256m,mode=1777", "0", "0"]
`,
  },
  {
    title: 'Time and updates',
    about: 'time zone, all updates now, security updates by themselves',
    text: `#cloud-config
timezone: Europe/Berlin
locale: en_US.UTF-8
package_update: true
package_upgrade: true
package_reboot_if_required: true
packages:
  - unattended-upgrades
`,
  },
];
