import { openWaiting } from '../../core/pull/open-waiting.ts';
import { beginPart } from './pull-part.ts';
import { chosenForms, type PullWork } from './pull-ports.ts';
import { keptForms } from './pull-sources.ts';

/**
 * Decrypts, as a pull, the stored submissions that wait for a key, with the keys that are unlocked now. Sends
 * no request to any source.
 */
export async function pullWaiting(work: PullWork): Promise<void> {
  const { ports, pull, inHand } = work;
  const { workspace } = ports;
  for (const { source, formId, count } of workspace.kept.counts()) {
    const part = pull.parts.find((known) => known.source === source) ?? beginPart(work, source, []);
    const title = workspace.sourceForms.find(source, formId)?.title ?? formId;
    part.tallies.change(formId, (tally) => {
      tally.title = title;
      tally.listed = count;
      tally.toFetch = count;
      tally.fetched = count;
      tally.step = 'opening';
    });
    part.isCounted = true;
  }
  await openWaiting({
    workspace,
    keys: ports.keys(),
    formId: null,
    keepCiphertext: keptForms(chosenForms(ports, pull.plan)),
    threads: ports.threads,
    clock: ports.clock,
    signal: pull.abort.signal,
    onProgress: work.onChange,
    pullId: pull.id,
    tallies: (source) => pull.parts.find((part) => part.source === source)?.tallies ?? null,
    onInHand: (batch, step) => {
      const refs = batch.map(({ source, fetched: { ref } }) => ({
        source,
        formId: ref.formId,
        locator: ref.locator,
      }));
      if (step === 'begins') inHand.begin(refs);
      else inHand.end(refs);
      if (step === 'stored') work.onStored(refs);
    },
  });
  for (const part of pull.parts) part.isEnded = true;
}
