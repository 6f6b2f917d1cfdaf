const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A store that is never open: everybody in it is there outside opening hours. */
export const closedStore = {
  id: 'store-1',
  name: 'The store',
  timeZone: 'Asia/Seoul',
  openingHours: Object.fromEntries(days.map((day) => [day, []])),
  cameras: [{ id: 'door', name: 'Door' }],
};
