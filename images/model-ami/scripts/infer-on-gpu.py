"""Runs a convolution and a matrix product through ONNX Runtime's C API, without any package.

infer-on-gpu.py LIBRARY_DIRECTORY PROVIDER

LIBRARY_DIRECTORY holds libonnxruntime.so.1; PROVIDER is cuda or cpu. With cuda, a node that would fall back to the
processor is an error, so that success says that cuDNN and cuBLAS work with this driver on this GPU.
"""

import ctypes
import sys

# Positions in OrtApi, which is only ever added to at its end:
# https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_c_api.h
FUNCTIONS = {
    "GetErrorMessage": 2,
    "CreateEnv": 3,
    "CreateSessionFromArray": 8,
    "Run": 9,
    "CreateSessionOptions": 10,
    "CreateTensorWithDataAsOrtValue": 49,
    "GetTensorMutableData": 51,
    "CreateCpuMemoryInfo": 69,
    "AddSessionConfigEntry": 130,
}
OLDEST_API_VERSION = 17
FLOAT = 1
EXPECTED = 54.0  # 3 x 3 ones under a kernel of ones, then six of those in each sum of the product.


def varint(number):
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number, value):
    """A field of a protobuf message: an integer, or anything with a length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def value_info(name, shape):
    dimensions = b"".join(field(1, field(1, size)) for size in shape)
    tensor = field(1, FLOAT) + field(2, dimensions)
    return field(1, name) + field(2, field(1, tensor))


def node(operator, inputs, output):
    return b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, operator)


def model():
    """ONNX, opset 17: float32 [1, 1, 8, 8] "x" -> Conv with "kernel" -> MatMul with "weights" -> [1, 1, 6, 6] "y"."""
    graph = field(1, node("Conv", ["x", "kernel"], "sums")) + field(1, node("MatMul", ["sums", "weights"], "y"))
    graph += field(2, "gpu-test")
    for name, shape in INPUTS.items():
        graph += field(11, value_info(name, shape))
    graph += field(12, value_info("y", [1, 1, 6, 6]))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 17))


INPUTS = {"x": [1, 1, 8, 8], "kernel": [1, 1, 3, 3], "weights": [6, 6]}


class Runtime:
    """ONNX Runtime's C API; a status that is not null ends the program with its message."""

    def __init__(self, library):
        self.library = ctypes.CDLL(library)
        self.library.OrtGetApiBase.restype = ctypes.POINTER(ctypes.c_void_p)
        get_api = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)(self.library.OrtGetApiBase()[0])
        api = get_api(OLDEST_API_VERSION)
        if not api:
            sys.exit(f"{library}: does not know version {OLDEST_API_VERSION} of its interface")
        self.table = ctypes.cast(api, ctypes.POINTER(ctypes.c_void_p))

    def call(self, name, *arguments):
        function = ctypes.CFUNCTYPE(ctypes.c_void_p)(self.table[FUNCTIONS[name]])
        self.check(name, function(*arguments))

    def check(self, name, status):
        if status:
            describe = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(self.table[FUNCTIONS["GetErrorMessage"]])
            sys.exit(f"{name}: {describe(status).decode()}")

    def create(self, name, *arguments):
        created = ctypes.c_void_p()
        self.call(name, *arguments, ctypes.byref(created))
        return created

    def use_cuda(self, options):
        self.call("AddSessionConfigEntry", options, b"session.disable_cpu_ep_fallback", b"1")
        append = self.library.OrtSessionOptionsAppendExecutionProvider_CUDA
        append.restype = ctypes.c_void_p
        self.check("CUDA provider", append(options, 0))


def infer(directory, provider):
    """The values of "y" for inputs of ones."""
    runtime = Runtime(f"{directory}/libonnxruntime.so.1")
    environment = runtime.create("CreateEnv", 3, b"gpu-test")
    options = runtime.create("CreateSessionOptions")
    if provider == "cuda":
        runtime.use_cuda(options)
    onnx = model()
    session = runtime.create("CreateSessionFromArray", environment, onnx, ctypes.c_size_t(len(onnx)), options)
    memory = runtime.create("CreateCpuMemoryInfo", 1, 0)
    buffers = [ones(shape) for shape in INPUTS.values()]
    tensors = [tensor(runtime, memory, *pair) for pair in zip(buffers, INPUTS.values())]
    names = (ctypes.c_char_p * len(INPUTS))(*(name.encode() for name in INPUTS))
    values = (ctypes.c_void_p * len(INPUTS))(*tensors)
    outputs = (ctypes.c_void_p * 1)()
    output_names = (ctypes.c_char_p * 1)(b"y")
    runtime.call(
        "Run", session, None, names, values, ctypes.c_size_t(len(INPUTS)), output_names, ctypes.c_size_t(1), outputs
    )
    data = runtime.create("GetTensorMutableData", ctypes.c_void_p(outputs[0]))
    return list(ctypes.cast(data, ctypes.POINTER(ctypes.c_float))[:36])


def ones(shape):
    count = 1
    for size in shape:
        count *= size
    return (ctypes.c_float * count)(*[1.0] * count)


def tensor(runtime, memory, buffer, shape):
    sizes = (ctypes.c_int64 * len(shape))(*shape)
    return runtime.create(
        "CreateTensorWithDataAsOrtValue",
        memory,
        buffer,
        ctypes.c_size_t(ctypes.sizeof(buffer)),
        sizes,
        ctypes.c_size_t(len(shape)),
        FLOAT,
    )


if __name__ == "__main__":
    result = infer(sys.argv[1], sys.argv[2])
    if any(abs(value - EXPECTED) > 0.01 for value in result):
        sys.exit(f"{sys.argv[2]}: wrong result: {result[0]} in place of {EXPECTED}")
    print(f"{sys.argv[2]}: a convolution and a matrix product gave what they should")
