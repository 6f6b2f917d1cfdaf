export { GraphBuilder } from './graph-builder.ts';
export {
  type ElementType,
  elementTypes,
  type OnnxAttribute,
  type OnnxInitializer,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
  writeOnnxModel,
} from './onnx-model.ts';
