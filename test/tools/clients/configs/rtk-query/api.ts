/** What RTK Query adds the operations of the contract to. */
import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query';

export const api = createApi({ baseQuery: fetchBaseQuery({ baseUrl: '/' }), endpoints: () => ({}) });
