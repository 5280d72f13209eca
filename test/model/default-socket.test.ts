import { expect, it } from 'vitest'
import { defaultSocket } from '../../src/model/index.ts'

it('lies in the runtime directory where there is one', () => {
  expect(defaultSocket({ runtimeDirectory: '/run/user/7', temporaryDirectory: '/tmp', user: 7 })).toEqual({
    path: '/run/user/7/api-metrics.sock',
    ownDirectory: null,
  })
})

it('lies in a directory of its own under the temporary one otherwise, also when the variable is empty', () => {
  for (const runtimeDirectory of [undefined, '']) {
    expect(defaultSocket({ runtimeDirectory, temporaryDirectory: '/tmp', user: 1000 })).toEqual({
      path: '/tmp/api-metrics-1000/api-metrics.sock',
      ownDirectory: '/tmp/api-metrics-1000',
    })
  }
})
