import { useState } from 'react';
import type { MappingChange } from '../../api/groups.ts';
import { useChangeMapping, usePreviewMapping } from '../../api/groups.ts';
import type { Group, MappingDraft, MappingPreview } from '../../api/types.ts';
import { changeKey, draftProblem } from './mapping-draft.ts';

const EMPTY: MappingDraft = { role: null, applications: [], precedence: 0 };

/** A change with its preview. */
export interface AskedChange {
  readonly change: MappingChange;
  readonly key: string;
  /** Null until it is there. */
  readonly effects: MappingPreview | null;
  /** What would be saved now is what is shown: neither the form nor the kept mapping changed since. */
  readonly current: boolean;
}

/** The change of a group's mapping on its way: drafted, previewed, saved. */
export interface MappingChangeSteps {
  readonly draft: MappingDraft;
  readonly edit: (part: Partial<MappingDraft>) => void;
  /** Why the draft cannot be previewed. */
  readonly problem: string | null;
  readonly asked: AskedChange | null;
  readonly previewDraft: () => void;
  readonly previewRemoval: () => void;
  readonly previewing: MappingChange['kind'] | null;
  readonly previewError: unknown;
  readonly forget: () => void;
  readonly save: (onSaved: (change: MappingChange) => void) => void;
  readonly saving: boolean;
  readonly saveError: unknown;
}

const draftOf = (kept: Group['mapping']): MappingDraft =>
  kept === null ? EMPTY : { role: kept.role, applications: kept.applications, precedence: kept.precedence };

/** Leads from a draft over its preview to what is kept. Only the very change that was shown can be saved. */
export function useMappingChange(companyId: string, group: Group): MappingChangeSteps {
  const keptSince = group.mapping?.time ?? null;
  const [draft, setDraft] = useState<MappingDraft>(() => draftOf(group.mapping));
  const [question, setQuestion] = useState<{ readonly change: MappingChange; readonly key: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = usePreviewMapping(companyId, group.id);
  const kept = useChangeMapping(companyId, group.id);

  const ask = (change: MappingChange): void => {
    setQuestion({ change, key: changeKey(change, keptSince) });
    kept.reset();
    preview.mutate(change);
  };
  const wantedNow: MappingChange =
    question?.change.kind === 'remove' ? question.change : { kind: 'set', mapping: draft };
  const current = question !== null && preview.data !== undefined && question.key === changeKey(wantedNow, keptSince);
  return {
    draft,
    edit: (part) => {
      setDraft((former) => ({ ...former, ...part }));
      setProblem(null);
      kept.reset();
    },
    problem,
    asked: question === null ? null : { ...question, effects: preview.data ?? null, current },
    previewDraft: () => {
      const found = draftProblem(draft);
      setProblem(found);
      if (found === null) ask({ kind: 'set', mapping: draft });
    },
    previewRemoval: () => ask({ kind: 'remove' }),
    previewing: preview.isPending ? preview.variables.kind : null,
    previewError: preview.error,
    forget: () => setQuestion(null),
    save: (onSaved) => {
      if (question === null || !current) return;
      kept.mutate(question.change, {
        onSuccess: () => {
          if (question.change.kind === 'remove') setDraft(EMPTY);
          setQuestion(null);
          preview.reset();
          onSaved(question.change);
        },
      });
    },
    saving: kept.isPending,
    saveError: kept.error,
  };
}
