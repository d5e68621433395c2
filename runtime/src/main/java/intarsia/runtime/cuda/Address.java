package intarsia.runtime.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** Addresses as JCuda's objects: its constructors from a number are protected. */
final class Address {
    private Address() {}

    static final class Host extends Pointer {
        Host(long address) {
            super(address);
        }
    }

    static final class Device extends CUdeviceptr {
        Device() {}

        Device(long address) {
            super(new CUdeviceptr(), address); // null plus an offset
        }

        long address() {
            return getNativePointer() + getByteOffset();
        }
    }
}
