const { TestEnvironment } = require('jest-environment-node');

/**
 * Test environment that shares the main realm's typed arrays. Jest runs tests in a VM context with constructors of its
 * own, which native addons refuse ("data must be type of function Float32Array"); sharing them lets ONNX Runtime and
 * sharp accept arrays.
 */
module.exports = class SharedRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const shared = {
      ArrayBuffer,
      SharedArrayBuffer,
      DataView,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
      Int8Array,
      Int16Array,
      Int32Array,
      Uint8Array,
      Uint8ClampedArray,
      Uint16Array,
      Uint32Array,
    };
    Object.assign(this.global, shared);
  }
};
