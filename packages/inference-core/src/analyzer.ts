import { type ModelPack, ModelPackError, type ModelSlot, type PackedModel } from '@deepsentinel/model-pack';
import type { Describer } from './describers/describer.ts';
import { templateDescriber } from './describers/template.ts';
import { centernetDetector } from './detectors/centernet.ts';
import type { PersonDetector } from './detectors/detector.ts';
import type { Embedder } from './embedders/embedder.ts';
import { hashingEmbedder } from './embedders/hashing.ts';
import type { SessionSettings } from './models/device.ts';
import { OnnxSession } from './models/onnx-session.ts';
import type { AttributeEstimator } from './persons/attribute-estimator.ts';
import { blazefaceDetector } from './persons/blazeface.ts';
import type { FaceDetector } from './persons/face-detector.ts';
import { faceresEstimator } from './persons/faceres.ts';
import { type FallenProbe, fallenProbe } from './persons/fallen-probe.ts';
import { type FaceJudge, faceJudge } from './persons/judge-face.ts';
import { movenetEstimator } from './persons/movenet.ts';
import type { PoseEstimator } from './persons/pose-estimator.ts';
import { type PersonVerifier, personVerifier } from './persons/verify-persons.ts';

/** The models of a pack, loaded and ready. May be used for many videos, one at a time. */
export interface Analyzer extends AsyncDisposable {
  /** Name and version of the pack, for instance `embedded@1.0.0`. */
  readonly modelPack: string;
  /** Which slots the pack fills; the others' stages are left out or done by rule. */
  readonly slots: readonly ModelSlot[];
  readonly detector: PersonDetector;
  readonly verifyPersons: PersonVerifier;
  readonly probeFallen: FallenProbe;
  /** Null unless the pack finds faces and reads attributes from them. */
  readonly judgeFace: FaceJudge | null;
  readonly describer: Describer;
  readonly embedder: Embedder;
  /** Milliseconds spent inside ONNX Runtime since the models were loaded. */
  sessionMs(): number;
}

/** For each slot, the families whose tensors this package knows. */
const families = {
  detector: { centernet: centernetDetector } as Family<PersonDetector>,
  pose: { movenet: (_model, session) => movenetEstimator(session) } as Family<PoseEstimator>,
  faces: { blazeface: blazefaceDetector } as Family<FaceDetector>,
  attributes: { faceres: (_model, session) => faceresEstimator(session) } as Family<AttributeEstimator>,
};
type Family<Stage> = Readonly<Record<string, (model: PackedModel, session: OnnxSession) => Stage>>;
type OnnxSlot = keyof typeof families;

/** Families that this package can use in a slot; none for slots that no ONNX model fills. */
export function knownFamilies(slot: ModelSlot): readonly string[] {
  return slot in families ? Object.keys(families[slot as OnnxSlot]) : [];
}

/**
 * Loads the models of a pack.
 *
 * @throws {ModelPackError} a model cannot be loaded, breaks its contract or is of an unknown family
 * @throws {DeviceError} `cuda` was asked for and cannot be used
 */
export async function createAnalyzer(
  pack: ModelPack,
  settings: SessionSettings = { device: 'cpu', threads: 2 },
): Promise<Analyzer> {
  const sessions: OnnxSession[] = [];
  const open = async <Stage>(slot: OnnxSlot, known: Family<Stage>): Promise<Stage | null> => {
    const model = pack.models.get(slot);
    if (!model) return null;
    const family = known[model.family];
    if (!family) {
      const names = Object.keys(known).join(', ');
      throw new ModelPackError(
        `${model.path}: unknown family "${model.family}" for "${slot}"; known are ${names}`,
      );
    }
    const session = await OnnxSession.load(model, settings);
    sessions.push(session);
    return family(model, session);
  };
  const detector = (await open('detector', families.detector))!;
  const poses = await open('pose', families.pose);
  const faces = await open('faces', families.faces);
  const attributes = await open('attributes', families.attributes);
  const verifyPersons = personVerifier(pack.models.get('detector')!, poses);
  return {
    modelPack: `${pack.name}@${pack.version}`,
    slots: [...pack.models.keys()],
    detector,
    verifyPersons,
    probeFallen: fallenProbe(detector, verifyPersons),
    judgeFace: faces && attributes && faceJudge(faces, attributes),
    describer: templateDescriber,
    embedder: hashingEmbedder,
    sessionMs: () => sessions.reduce((sum, session) => sum + session.busyMs, 0),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(sessions.map((session) => session.dispose()));
    },
  };
}
