const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A store that is open on no day: whoever is there is where nobody should be. */
export const closedStore = {
  id: 'store-1',
  name: 'The store',
  timeZone: 'Asia/Seoul',
  openingHours: Object.fromEntries(days.map((day) => [day, []])),
  cameras: [{ id: 'door', name: 'Door' }],
};
