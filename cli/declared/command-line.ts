import type { Command } from 'commander';
import type { CommonOptions } from '../context.ts';

/** What a command is declared with. Its own code is loaded when it is called, so that the help waits for nothing. */
export interface CommandLine {
  /** Declares a command of `attache`, or of another command. */
  command(nameAndArguments: string, description: string, parent?: Command): Command;
  /** The options that stand for every command, as they were given. */
  common(): CommonOptions;
  /** Takes the exit code of a command that has one of its own. */
  ends(work: Promise<number>): Promise<void>;
}
