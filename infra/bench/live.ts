/// <reference lib="dom" />
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { openBrowser, signInBy } from '../instance/browser.ts';
import { scratch } from '../instance/scratch.ts';
import { choices, createVm, ended } from '../instance/tenant.ts';
import { inside } from '../lab/host.ts';
import { hostDir, labStatus } from '../lab/lab.ts';
import type { Bench } from './figure.ts';

const changes = 40;
const vmName = 'looked-at';

/**
 * A VM of the lab is paused and resumed behind our back, on its host, by virsh: from the command until the page of VMs, open in
 * Chromium, says so. So the time that libvirt takes for it is in here too.
 */
export const live: Bench = async (say) => {
  const home = scratch();
  const browser = await openBrowser(say);
  try {
    const instance = await home.start();
    try {
      const tenant = await instance.tenant();
      const { vmId, operationId } = await createVm(tenant, await choices(tenant, home.stateDir), vmName);
      await ended(instance.databaseUrl, operationId);
      const vm = (await tenant.query('vms.get', { vmId })) as { domainName: string; hostName: string };
      const page = await browser.newPage();
      await signInBy(page, instance, 'tenant');
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^VMs/ }).click();
      await shows(page, 'Running');
      // Whoever is still booting has its processor's host busy.
      await sleep(20_000);
      say(`pausing and resuming ${vmName} on ${vm.hostName}, ${changes} times`);
      const virsh = onHost(join(home.stateDir, 'lab'), vm.hostName);
      const times: number[] = [];
      for (let n = 0; n < changes; n++) {
        const [word, state] = n % 2 === 0 ? ['suspend', 'Paused'] : ['resume', 'Running'];
        const seen = shows(page, state);
        // Only what comes after it counts.
        await page.evaluate(() => {});
        const from = Date.now();
        virsh.say(`${word} ${vm.domainName}`);
        times.push((await seen) - from);
        await sleep(300 + (n % 7) * 100);
      }
      virsh.end();
      return [
        {
          ...{ name: 'live', unit: 'ms', bound: 500 },
          value: times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN,
          beside: `median ${times[times.length >> 1]}`,
        },
      ];
    } finally {
      await instance.stop();
    }
  } finally {
    await browser.close();
    await home.remove();
  }
};

/** When the VM's row said that word, by the clock of this machine. */
const shows = (page: Page, word: string): Promise<number> =>
  page.evaluate(
    ([name, word]) =>
      new Promise<number>((resolve) => {
        const says = () =>
          [...document.querySelectorAll('tr, [role=row]')].some(
            ({ textContent }) => textContent?.includes(name ?? '') && textContent.includes(word ?? ''),
          );
        const look = () => {
          if (!says()) return false;
          observer.disconnect();
          resolve(Date.now());
          return true;
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    [vmName, word],
  );

/** A virsh that stays there, as an admin has it open: its start is none of what is measured. */
function onHost(labDir: string, hostName: string) {
  const host = labStatus(labDir)?.hosts.find(({ name }) => name === hostName);
  if (!host) throw new Error(`the lab has no host ${hostName}`);
  const [program = '', ...args] = inside(hostDir(labDir, host.index), ['virsh', '-q', '-c', 'qemu:///system']);
  const virsh = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  return {
    say: (line: string) => void virsh.stdin.write(`${line}\n`),
    end: () => void virsh.stdin.end(),
  };
}
