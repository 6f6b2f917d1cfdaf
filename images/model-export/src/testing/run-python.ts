import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Exit code and output of Python. */
export interface PythonResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Directory of the exporter's scripts. */
export const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const testing = fileURLToPath(new URL('.', import.meta.url));

/** Runs the system's Python, which needs no packages: no PyTorch, and ONNX Runtime from `onnxruntime.py` beside this file. */
export async function runPython(...args: readonly string[]): Promise<PythonResult> {
  const env = { ...process.env, PYTHONPATH: `${scripts}:${testing}`, PYTHONDONTWRITEBYTECODE: '1' };
  return await new Promise((resolve) => {
    const child = execFile('python3', args, { env }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode!, stdout, stderr });
    });
  });
}

/** Runs the exporter as the container does. */
export async function exportPack(...args: readonly string[]): Promise<PythonResult> {
  return await runPython(`${scripts}export_pack.py`, '--version', '1.0.0', ...args);
}
