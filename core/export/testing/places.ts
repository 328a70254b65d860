import { field, form, repeat, submitted } from './forms.ts';

const AREA = '0 0 1 2;1 0 1 2;1 1 1 2;0 1 1 2;0 0 1 2';

/** A form with a place, a line, and an area in a repeat, and a repeat without any. */
export const PLACES = form([
  field('name'),
  field('age', 'int'),
  field('height', 'decimal'),
  field('is_head', 'boolean'),
  field('home', 'geopoint', { labels: { '': 'Where is the house?' } }),
  field('way', 'geotrace'),
  repeat('plot', field('plot/border', 'geoshape'), field('plot/crop')),
  repeat('visit', field('visit/on', 'date')),
]);

/**
 * Answers with and without altitudes, and answers that no map can show: beyond the pole, a line of one point,
 * an area of three points, and a text.
 */
export const ANSWERS = [
  submitted(
    PLACES,
    'uuid:1',
    `<name>One "1", Ünï 😀</name><age>41</age><height>1.5</height><is_head>true</is_head>
     <home>-1.28333 36.81667 1650.5 4.2</home><way>1 2;3 4.5</way>
     <plot><border>${AREA}</border><crop>teff</crop></plot><plot><border>1 1;2 2;1 1</border></plot>
     <visit><on>2024-02-29</on></visit>`,
  ),
  submitted(PLACES, 'uuid:2', '<age>007</age><home>-1.5 36.5</home><way>1 2</way>'),
  submitted(PLACES, 'uuid:3', '<home>95 36.5 0 0</home><age>many</age>'),
  submitted(PLACES, 'uuid:4', '<home>near the church</home>'),
];
