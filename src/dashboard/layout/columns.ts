import type { Band } from './stack.ts'

/** The bands of each column, by kind of screen: `6@2` is 6 rows, frame and title included, on the second turn. */
export const compactMain: readonly Band[] = [
  {
    panels: ['responseTime'],
    wants: '1@0 3@2 5@4 7@6 9@9 12@12',
  },
  {
    panels: ['throughput', 'errorRate'],
    wants: '1@0 3@5 4@8 6@11',
  },
  {
    panels: ['heatmap'],
    wants: '9@15',
  },
  {
    panels: ['endpoints'],
    wants: '7@0 10@7 16@10',
    grow: 1,
  },
]

export const compactSide: readonly Band[] = [
  {
    panels: ['health'],
    wants: '1@0 3@2 5@4 7@7',
    grow: 1,
  },
  {
    panels: ['status'],
    wants: '1@0 5@3 6@6',
  },
  {
    panels: ['resources'],
    wants: '1@0 3@3 5@5',
  },
  {
    panels: ['cache'],
    wants: '1@1 3@8',
  },
  { panels: ['correlations'], wants: '6@12' },
]

export const mediumMain: readonly Band[] = [
  {
    panels: ['responseTime'],
    wants: '6@0 9@2 12@5 14@9',
  },
  {
    panels: ['throughput', 'errorRate'],
    wants: '4@0 5@3 7@6 9@10',
  },
  { panels: ['heatmap'], wants: '11@12' },
  {
    panels: ['endpoints'],
    wants: '9@0 12@4 18@8',
    grow: 1,
  },
]

export const mediumSide: readonly Band[] = [
  {
    panels: ['health'],
    wants: '3@0 6@2 8@4 9@7',
  },
  {
    panels: ['recommendations'],
    wants: '3@0 5@1 8@5',
    grow: 1,
  },
  {
    panels: ['status'],
    wants: '3@0 6@3 7@5',
  },
  {
    panels: ['resources'],
    wants: '3@0 6@3',
  },
  {
    panels: ['cache'],
    wants: '3@0 8@6',
  },
  { panels: ['correlations'], wants: '8@12' },
]

export const largeMain: readonly Band[] = [
  {
    panels: ['responseTime'],
    wants: '9@0 12@3 15@8',
  },
  {
    panels: ['heatmap'],
    wants: '9@5 12@9',
  },
  {
    panels: ['throughput', 'errorRate'],
    wants: '5@0 7@4 9@10',
  },
  {
    panels: ['endpoints'],
    wants: '9@0 14@6',
    grow: 1,
  },
]

/** Very wide: the heatmap stands beside the response times, on the same scale of time. */
export const wideMain: readonly Band[] = [
  {
    panels: ['responseTime', 'heatmap'],
    wants: '9@0 12@3 16@8',
  },
  {
    panels: ['throughput', 'errorRate'],
    wants: '5@0 7@4 10@9',
  },
  {
    panels: ['endpoints'],
    wants: '9@0 14@6',
    grow: 1,
  },
]

export const largeSide: readonly Band[] = [
  {
    panels: ['health'],
    wants: '6@0 9@2 10@8',
  },
  {
    panels: ['recommendations'],
    wants: '5@0 9@3 13@7',
    grow: 1,
  },
  {
    panels: ['status'],
    wants: '6@0 7@4 13@9',
    grow: 1,
  },
  {
    panels: ['resources'],
    wants: '3@0 6@1',
  },
  {
    panels: ['cache'],
    wants: '3@0 8@5',
  },
]

export const largeDetail: readonly Band[] = [
  {
    panels: ['detail'],
    wants: '12@0 18@2 24@7 34@9',
  },
  {
    panels: ['correlations'],
    wants: '5@4 7@6',
  },
  {
    panels: ['recent'],
    wants: '6@5 10@8',
    grow: 1,
  },
]
