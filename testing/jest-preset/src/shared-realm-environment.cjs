const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest runs tests in a VM context with typed arrays of its own; native addons compare against the main realm's
 * ("data must be type of function Float32Array"). Sharing the constructors lets ONNX Runtime and sharp accept them.
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
