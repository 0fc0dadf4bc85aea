import { useSyncExternalStore } from "react";

import { formatPhone, phoneTable, type PhoneText } from "@/lib/phone";

export function usePhone(phone: string | null): PhoneText | null {
    const table = useSyncExternalStore(phoneTable.subscribe, phoneTable.get);
    return phone === null || phone === "" ? null : formatPhone(phone, table);
}
