import type { Labels } from '../../model/form.ts';

/** A choice with the number that stands for it in formats where only numbers have labels. */
export interface CodedChoice {
  readonly value: string;
  readonly labels: Labels;
  /**
   * When all values of the list are whole numbers from -2,147,483,647 to 2,147,483,620, written without signs
   * or zeros before them: the value. Else a number from 1, in the order in which the versions of the form
   * brought the choices, so that a growing form never gives a choice another number.
   */
  readonly code: number;
}

/** The choices that several questions share. Two questions with the same choices have the same object. */
export interface ChoiceList {
  /** The name of the list in the form, else that of its first question. Unique among the lists of a form. */
  readonly name: string;
  readonly choices: readonly CodedChoice[];
  /** True when the codes are the values. */
  readonly isCodedByValue: boolean;
}
