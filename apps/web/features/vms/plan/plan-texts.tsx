'use client';

import type { PlannedCommand, PlanTexts, VmPlan } from '@virtfleet/contracts/plan';
import { ChipTabs } from '@virtfleet/ui/chip-tabs';
import { asScript, commandLines } from '@virtfleet/ui/script';
import { TextBlock } from '@virtfleet/ui/text-block';
import { HostReasons } from '../placement.tsx';
import { PlanTable } from './plan-table.tsx';

/** A plan in full, for whoever wants to know what the host will be given: each text to read and to copy. */
export function PlanTabs({ plan }: { plan: VmPlan }) {
  const { texts } = plan;
  return (
    <ChipTabs
      label="Parts of the plan"
      tabs={[
        { value: 'placement', label: 'Placement', content: <Placement plan={plan} /> },
        ...(texts ? textTabs(texts, plan.vms.length) : []),
      ]}
    />
  );
}

/** The texts of a plan alone, beside a table of its places. */
export function PlanTextTabs({ plan }: { plan: VmPlan }) {
  return plan.texts && <ChipTabs label="Texts of the plan" tabs={textTabs(plan.texts, plan.vms.length)} />;
}

function Placement({ plan }: { plan: VmPlan }) {
  return (
    <div className="max-h-[min(52dvh,460px)] overflow-y-auto">
      <PlanTable plan={plan} />
      {plan.placement.length > 0 && (
        <>
          <h3 className="mt-4 mb-1 font-[550]">
            {plan.vms.length > 1 ? 'Why there, and not elsewhere: the first of them' : 'Why there, and not elsewhere'}
          </h3>
          <HostReasons hosts={plan.placement} nameAll />
        </>
      )}
    </div>
  );
}

function textTabs(texts: PlanTexts, count: number) {
  const { of, host, domainXml, userData, networkConfig, commands, virtInstall } = texts;
  const whose = count > 1 ? `These are ${of}’s; the others’ differ by name, host, address and ids.` : null;
  const tab = (value: string, label: string, text: string, hint: string) => ({
    value,
    label,
    content: (
      <>
        <TextBlock text={text} label={label} className="h-110" />
        <p className="mt-2 text-caption text-ink-3">
          {hint} {whose}
        </p>
      </>
    ),
  });
  const zeros = 'Ids and MAC addresses are given when it is created; here they are zeros and its number.';
  return [
    tab('domain', 'Domain XML', domainXml, `As libvirt on ${host} will be asked to define it. ${zeros}`),
    tab('user-data', 'user-data', userData, 'As cloud-init will find it at the first boot: yours, and ours behind it.'),
    tab('network-config', 'network-config', networkConfig, 'What cloud-init sets its network up by.'),
    tab('commands', 'Commands', script(commands, host), `What will be run on ${host} when all goes well. ${zeros}`),
    tab(
      'virt-install',
      'virt-install',
      commandLines(virtInstall),
      'Makes the same VM by hand, on volumes that are there. Put your own names in place of these.',
    ),
  ];
}

/** Bytes are a file, named as the volume that they go into. */
function script(commands: readonly PlannedCommand[], host: string): string {
  const steps = Map.groupBy(commands, ({ step }) => step);
  return asScript(
    `On ${host}`,
    [...steps].map(([name, own]) => ({
      name,
      commands: own.map(({ argv, stdinText, stdinBytes }) => ({
        ...{ argv, stdinText, stdinBytes },
        stdinName: stdinBytes === null ? undefined : argv.at(-2),
      })),
    })),
  );
}
