import type { TokenCredential } from '@azure/identity';

export type AzureCredential = TokenCredential;

/** Which identity Gonogo runs under, from AZURE_FEDERATED_TOKEN_FILE, AZURE_TENANT_ID and AZURE_CLIENT_ID. */
export type AzureIdentity = {
  readonly federatedTokenFile: string | null;
  readonly tenantId: string | null;
  readonly clientId: string | null;
};

/**
 * Chosen and not searched for: a chain of credentials would take whatever it finds first, such as a developer's own
 * login. Workload identity where the cluster mounts a token file; else managed identity, the one that the client id
 * names where a machine has several. Throws when tenant or client id are missing beside a token file.
 */
export async function createCredential(identity: AzureIdentity): Promise<AzureCredential> {
  const { ManagedIdentityCredential, WorkloadIdentityCredential } = await import('@azure/identity');
  const { federatedTokenFile: tokenFilePath, tenantId, clientId } = identity;
  const client = clientId === null ? {} : { clientId };
  if (tokenFilePath === null) return new ManagedIdentityCredential({ ...client, retryOptions: { maxRetries: 1 } });
  const tenant = tenantId === null ? {} : { tenantId };
  return new WorkloadIdentityCredential({ ...tenant, ...client, tokenFilePath, retryOptions: { maxRetries: 1 } });
}
