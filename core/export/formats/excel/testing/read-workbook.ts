import { outputOf, pythonWith } from '../../../../../fixtures/other-programs.ts';

/** A sheet as openpyxl reads it. */
export interface ReadSheet {
  readonly name: string;
  /** The first cell that moves, `A2`. */
  readonly frozen: string | null;
  /** Each cell as its Python type and its value: dates and times in ISO 8601, others as JSON has them. */
  readonly rows: readonly (readonly (readonly [type: string, value: unknown] | null)[])[];
}

const PROGRAM = `import sys, json, datetime, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
def shown(cell):
    value = cell.value
    if value is None: return None
    if cell.data_type == 'f': return ['formula', value]
    kind = type(value).__name__
    return [kind, value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else value]
print(json.dumps([{'name': sheet.title, 'frozen': sheet.freeze_panes,
  'rows': [[shown(cell) for cell in row] for row in sheet.iter_rows()]} for sheet in book.worksheets]))`;

/** Reads a workbook with openpyxl. */
export function readWorkbook(path: string): readonly ReadSheet[] {
  return JSON.parse(outputOf(pythonWith('openpyxl') ?? 'python3', ['-c', PROGRAM, path])) as ReadSheet[];
}
