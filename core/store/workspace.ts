import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isUnchanged, stateOf } from '../ground/own-files.ts';
import { copyFileSync, copyFolder, rmSync } from '../ground/patient-files.ts';
import { Problem, problemData } from '../ground/problem.ts';
import { storeProblem } from '../ground/store-problem.ts';
import { sweepWorkFolders } from '../ground/work-folders.ts';
import type { FormModel } from '../model/form.ts';
import { type FileKeys, KEY_FILE, type WorkspaceKeys } from '../model/workspace-keys.ts';
import { BackupIdentity } from './backup-identity.ts';
import { Checkpoints, type WriteBack } from './checkpoints.ts';
import { holdSettled } from './conversion/settle-conversion.ts';
import { copyDatabase } from './copy-database.ts';
import { Counts } from './counts.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { DatabaseLogins } from './database-logins.ts';
import type { Db } from './db.ts';
import { StoredDrafts } from './drafts.ts';
import { ExportCounting } from './export-counts.ts';
import { StoredHome } from './export-home.ts';
import { ExportPresets } from './export-presets.ts';
import { Exported } from './exported.ts';
import { viewsLocator } from './form-locators.ts';
import { TotalsReader } from './form-totals.ts';
import { Forms } from './forms.ts';
import { Kept } from './kept.ts';
import { KeySamples } from './key-samples.ts';
import { Leaving } from './leaving.ts';
import { LeftOvers } from './left-over.ts';
import { Listings } from './listings.ts';
import { sweepOldCopies } from './old-copies.ts';
import type { Opener } from './open-notes.ts';
import { Origins } from './origins.ts';
import { PendingRefs } from './pending-refs.ts';
import { PrivateKeys } from './private-keys.ts';
import { ProblemList } from './problem-list.ts';
import { PseudonymKey } from './pseudonym-key.ts';
import { PullLock } from './pull-lock.ts';
import { Pulls } from './pulls.ts';
import { Records } from './records.ts';
import { StoredRows } from './rows.ts';
import { Runs } from './runs.ts';
import { SameRefs } from './same-refs.ts';
import { Servers } from './servers.ts';
import { SetAside } from './set-aside.ts';
import { SourceForms } from './source-forms.ts';
import { SourceStates } from './source-states.ts';
import { SubmissionList } from './submission-list.ts';
import { Submissions } from './submissions.ts';
import { UnsignedCiphertext } from './unsigned-ciphertext.ts';
import { Verifiable } from './verifiable.ts';
import { VersionKeys } from './version-keys.ts';
import { hasViews, makeViews } from './views.ts';
import { WaitingOfPulls } from './waiting-of-pulls.ts';

/**
 * A workspace: one folder with the database (`attache.sqlite`), the plaintext files (`files/`), large
 * ciphertext (`ciphertext/`) and what is still arriving (`incoming/`). One writer at a time.
 */
export class Workspace {
  readonly folder: string;
  readonly filesFolder: string;
  readonly ciphertextFolder: string;
  readonly incomingFolder: string;
  /** The keys that it was opened with; null for a plain workspace. */
  readonly keys: WorkspaceKeys | null;
  readonly submissions: Submissions;
  readonly records: Records;
  readonly forms: Forms;
  readonly listings: Listings;
  readonly pendingRefs: PendingRefs;
  readonly leftOvers: LeftOvers;
  readonly origins: Origins;
  readonly sameRefs: SameRefs;
  readonly runs: Runs;
  readonly pulls: Pulls;
  readonly pullLock: PullLock;
  readonly sourceForms: SourceForms;
  readonly sourceStates: SourceStates;
  readonly totals: TotalsReader;
  readonly setAside: SetAside;
  readonly servers: Servers;
  readonly privateKeys: PrivateKeys;
  readonly keySamples: KeySamples;
  readonly versionKeys: VersionKeys;
  readonly waitingOfPulls: WaitingOfPulls;
  readonly leaving: Leaving;
  readonly backupIdentity: BackupIdentity;
  readonly databaseLogins: DatabaseLogins;
  readonly pseudonymKey: PseudonymKey;
  readonly submissionCounts: Counts;
  readonly problemList: ProblemList;
  readonly submissionList: SubmissionList;
  readonly exported: Exported;
  readonly exportPresets: ExportPresets;
  readonly exportCounting: ExportCounting;
  readonly kept: Kept;
  readonly drafts: StoredDrafts;
  readonly unsignedCiphertext: UnsignedCiphertext;
  readonly verifiable: Verifiable;
  readonly #db: Db;
  /** Ends what says that this program has the workspace open. */
  readonly #letGo: () => void;

  /**
   * Opens the workspace in this folder, or creates it. Takes its keys; null for a plain workspace. `opener` is
   * the program that opens it: a conversion that finds the workspace open names it. Throws `store.*` problems,
   * `workspace.locked`, `workspace.wrong_key`, `workspace.key_missing` and `workspace.converting`.
   */
  constructor(folder: string, keys: WorkspaceKeys | null = null, opener: Opener = 'command') {
    this.folder = folder;
    this.keys = keys;
    this.filesFolder = join(folder, 'files');
    this.ciphertextFolder = join(folder, 'ciphertext');
    this.incomingFolder = join(folder, 'incoming');
    this.#letGo = holdSettled(folder, opener);
    try {
      this.#db = openDatabase(join(folder, 'attache.sqlite'), keys?.database ?? null);
    } catch (error) {
      this.#letGo();
      throw error;
    }
    this.records = new Records(this.#db);
    this.submissions = new Submissions(this.#db, this.records);
    this.forms = new Forms(this.#db);
    this.listings = new Listings(this.#db);
    this.pendingRefs = new PendingRefs(this.#db);
    this.leftOvers = new LeftOvers(this.#db);
    this.origins = new Origins(this.#db);
    this.sameRefs = new SameRefs(this.#db);
    this.runs = new Runs(this.#db);
    this.pulls = new Pulls(this.#db);
    this.pullLock = new PullLock(folder);
    this.sourceForms = new SourceForms(this.#db);
    this.sourceStates = new SourceStates(this.#db);
    this.totals = new TotalsReader(this.#db);
    this.setAside = new SetAside(this.#db);
    this.servers = new Servers(this.#db);
    this.privateKeys = new PrivateKeys(this.#db);
    this.keySamples = new KeySamples(this.#db);
    this.versionKeys = new VersionKeys(this.#db);
    this.waitingOfPulls = new WaitingOfPulls(this.#db);
    this.backupIdentity = new BackupIdentity(this.#db);
    this.databaseLogins = new DatabaseLogins(this.#db);
    this.pseudonymKey = new PseudonymKey(this.#db);
    this.leaving = new Leaving(this.#db, keys?.database ?? null);
    this.exported = new Exported(this.#db);
    this.exportPresets = new ExportPresets(this.#db);
    this.exportCounting = new ExportCounting(this.#db);
    this.submissionCounts = new Counts(this.#db);
    this.problemList = new ProblemList(this.#db);
    this.submissionList = new SubmissionList(this.#db);
    this.verifiable = new Verifiable(this.#db);
    this.drafts = new StoredDrafts(this.#db);
    this.unsignedCiphertext = new UnsignedCiphertext(this.#db);
    this.kept = new Kept(this.#db, this.ciphertextFolder, this.filesFolder, this.fileKeys);
    try {
      this.#prepare();
    } catch (error) {
      this.close();
      throw storeProblem(error, folder);
    }
  }

  #prepare(): void {
    for (const sub of [this.filesFolder, this.ciphertextFolder, this.incomingFolder]) {
      mkdirSync(sub, { recursive: true, mode: 0o700 });
    }
    sweepWorkFolders(this.incomingFolder);
    // A change of the format drops the views.
    if (!hasViews(this.#db) && this.forms.faces().length > 0) this.makeViews();
    sweepOldCopies(this.#db, new Date());
  }

  /** The keys under which its files are written; null in a plain workspace. */
  get fileKeys(): FileKeys | null {
    return this.keys?.files ?? null;
  }

  /** Runs `work` in one transaction; SQLite's and the disk's errors become `store.*` problems. */
  transaction<T>(work: () => T): T {
    try {
      return this.submissions.transaction(work);
    } catch (error) {
      throw storeProblem(error, this.folder);
    }
  }

  /**
   * Lets threads write the log back while much is stored. Takes who runs them. Close it before the workspace is
   * closed.
   */
  startCheckpoints(writeBack: WriteBack): Checkpoints {
    return new Checkpoints(this.#db, this.keys?.database ?? null, writeBack);
  }

  /** Makes the views for people again, after forms have come. */
  makeViews(): void {
    const forms = new Map<string, FormModel[]>();
    for (const { model } of this.forms.all()) {
      const versions = forms.get(model.formId);
      if (versions === undefined) forms.set(model.formId, [model]);
      else versions.push(model);
    }
    this.transaction(() => {
      const problems = new Map([...this.forms.garbled(), ...this.forms.unreadable()]);
      for (const formId of makeViews(this.#db, forms)) {
        problems.set(formId, problemData('form.no_view', { form: formId }));
      }
      for (const { formId } of this.forms.faces()) {
        const locator = viewsLocator(formId);
        this.submissions.clearUnfetched('', locator);
        const problem = problems.get(formId);
        if (problem === undefined) continue;
        this.submissions.putUnfetched('', formId, locator, { ...problem, file: null }, this.runs.newest());
      }
    });
  }

  /** Whether anything of this form is here: a definition or a submission. */
  hasForm(formId: string): boolean {
    return this.submissionCounts.hasForm(formId);
  }

  /** Remembers which submissions an export has written, for a later export of only the new ones. */
  rememberExported(name: string, submissionIds: readonly number[]): void {
    this.transaction(() => this.exported.add(name, submissionIds));
  }

  /**
   * Remembers the files that an export of a form has made, the main one first. The next export of this form
   * may replace them without asking; an export of another form may not.
   */
  rememberFiles(paths: readonly string[], formId: string, now: Date): void {
    const madeAt = now.toISOString();
    const mainPath = paths[0] ?? null;
    const files = paths.flatMap((path) => {
      const state = stateOf(path);
      return state === null ? [] : [{ path, madeAt, formId, mainPath, ...state }];
    });
    this.transaction(() => this.exported.addFiles(files));
  }

  /** Whether an export made the file at this absolute path and nothing has changed it since. */
  isOwnFile(path: string): boolean {
    const known = this.exported.find(path);
    return known !== null && isUnchanged(path, known);
  }

  /** What an export of this form must know of the other forms and their files. */
  exportHome(formId: string): StoredHome {
    return new StoredHome(this.#db, formId, this.forms, this.exported);
  }

  /** A number that grows with every write through this workspace. */
  changes(): number {
    return this.#db.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  }

  /** A number that changes when another program or thread has written to this workspace. */
  othersChanges(): number {
    try {
      return this.#db.pragma('data_version', { simple: true }) as number;
    } catch (error) {
      throw storeProblem(error, this.folder);
    }
  }

  /** What an export of one form reads from. */
  rows(formId: string): StoredRows {
    const models = this.forms.of(formId).map(({ model }) => model);
    return new StoredRows(this.#db, formId, models, this.filesFolder, this.fileKeys);
  }

  /** Keeps the layout of a table, in the caller's transaction. */
  setLayout(formId: string, path: string, layout: string): void {
    this.#db
      .prepare('INSERT INTO table_layout VALUES (?,?,?) ON CONFLICT DO UPDATE SET layout = excluded.layout')
      .run(formId, path, layout);
  }

  /** The version of SQLite that this program uses. */
  get sqliteVersion(): string {
    return this.#db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
  }

  /**
   * Copies the database into a file that does not exist yet, as it is at one moment. The copy of an encrypted
   * database has the same key. Throws errors of SQLite and the disk.
   */
  async copyDatabase(path: string): Promise<void> {
    // SQLite's own backup would write an encrypted database into a file without a key.
    if (this.keys === null) await this.#db.backup(path);
    else await copyDatabase(this.#db.name, this.keys.database, path);
  }

  /**
   * Makes a complete copy in a folder that does not exist yet: the database at one moment, and all files. The
   * copy of an encrypted workspace is encrypted, and opens in the same way.
   * Throws `store.*` problems, and then leaves nothing of the copy.
   */
  async copyTo(folder: string): Promise<void> {
    if (existsSync(folder)) throw new Problem('store.move_target_taken', { folder });
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // The database comes first: if files arrive meanwhile, the copy has some too many and never too few.
      await this.copyDatabase(join(folder, 'attache.sqlite'));
      if (this.keys !== null) copyFileSync(join(this.folder, KEY_FILE), join(folder, KEY_FILE));
      for (const sub of [this.filesFolder, this.ciphertextFolder]) {
        await copyFolder(sub, join(folder, basename(sub)));
      }
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw storeProblem(error, folder);
    }
  }

  /** Writes the log back and closes. The folders stay: another program may be using them. */
  close(): void {
    closeDatabase(this.#db);
    this.#letGo();
  }
}
