import type { StoreConfiguration } from '@deepsentinel/inference-core';
import { Document, isScalar, visit } from 'yaml';

/** Formats a configuration as an operator would write it; each point of a zone is on one line. */
export function storeYaml(configuration: StoreConfiguration): string {
  const document = new Document(configuration);
  visit(document, {
    Seq: (_key, list) => {
      list.flow = list.items.every(isScalar) || list.items.length === 0;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
