import { buildKernel, isKernelFresh } from '../../scripts/build-kernel.js'

/** Tests run the sources, and the sources load the kernel from dist/: it is built when it is missing or old. */
export default async function setup() {
  if (!isKernelFresh()) await buildKernel()
}
