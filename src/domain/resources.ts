/**
 * Amounts a VM needs or a host has, by resource, as whole numbers.
 * CPU in hundredths of a core, memory in MiB; further resources where they constrain.
 */
export interface Amounts {
  readonly cpuCentis: number;
  readonly memoryMib: number;
}

/** A PCI device class as OpenNebula matches it: each given field must be equal; at least one is given. */
export interface PciRequest {
  readonly vendor: string | null;
  readonly device: string | null;
  readonly pciClass: string | null;
  readonly shortAddress: string | null;
}

/** A PCI device of a host. */
export interface PciDevice {
  readonly vendor: string;
  readonly device: string;
  readonly pciClass: string;
  readonly shortAddress: string;
  /** The VM that has it, or null when free. */
  readonly vm: number | null;
}
